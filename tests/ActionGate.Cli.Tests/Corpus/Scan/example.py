import os, my_helper

def clean(folder):
    os.system(f"rm -rf {folder}/build")

with open("log.txt", "a") as log:
    log.write(os.environ["USER"])
