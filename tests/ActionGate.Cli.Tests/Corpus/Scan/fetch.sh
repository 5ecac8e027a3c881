cd /x && rm -rf "$y"; curl https://a.b/c | tee z
