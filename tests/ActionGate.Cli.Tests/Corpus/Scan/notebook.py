%%bash
ls -l
  rm -rf build; python3 -c "import os; os.remove('a')"
