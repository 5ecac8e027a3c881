import os, subprocess
import my_helper

def clean(folder):
	os.system(f"rm -rf {folder}/build")

name = "a.txt"
with open(name, "w") as out: out.write("x"); os.remove(name)
subprocess.run(["curl", "-o", "out.bin", "https://example.com/x"], check=True)
for part in ("x", "y"):
    os.rename(part, "/data/" + part)
exec(input())
token = os.environ["TOKEN"]
