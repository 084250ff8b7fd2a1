"""The house checks what brings it up: packages, locks, scripts, the server's description, the words said when it cannot."""

import ast
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
import yaml

from provision import checks, ground, packages, surroundings
from provision.lock import LOCKS, blocks
from provision.say import explain

ROOT = Path(__file__).resolve().parents[2]
PROVISION = sorted((ROOT / "docker" / "provision").glob("*.py"))
OWNERS_CHOICE = ("django", "djangorestframework-gis", "psycopg2-binary", "shapely", "pyproj", "folium", "pyhanko")
_PINNED = re.compile(r"^([a-z0-9][a-z0-9-]*)(\[[a-z0-9,]+\])?==(\S+)(\s+# .+)?$")


def pinned(name: str) -> dict[str, str]:
    """The direct requirements of one file: package → version."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith(("#", "-r ")):
            continue
        match = _PINNED.match(line)
        assert match, f"{name}: “{line}” is not `package==version`"
        found[match.group(1)] = match.group(3)
    return found


def scripts() -> list[Path]:
    """Every shell script of the project, by its first line."""
    candidates = [*(ROOT / "docker").rglob("*.sh"), *(ROOT / ".ci").iterdir()]
    return sorted(path for path in candidates if re.match(rb"#!.*\b(ba)?sh\b", path.read_bytes().split(b"\n")[0]))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"])
def test_every_direct_requirement_is_pinned(name: str) -> None:
    assert pinned(name)


def test_the_owners_packages_are_named() -> None:
    assert set(OWNERS_CHOICE) <= pinned("requirements.txt").keys()


def test_the_locks_hold_what_the_requirements_ask_for_with_hashes() -> None:
    before: dict[str, str] = {}
    for written, source, _ in LOCKS:
        locked = blocks((ROOT / written).read_text(encoding="utf-8"))
        assert locked, f"{written} is empty; run `make lock`"
        for package, block in locked.items():
            assert "--hash=sha256:" in block, f"{written}: {package} has no hash; run `make lock`"
            before[package] = block.split("==")[1].split()[0]
        for package, version in pinned(source).items():
            assert before.get(package) == version, f"{package} in {source} is not what {written} holds; run `make lock`"


def imported(folder: Path) -> dict[str, Path]:
    """The foreign packages that the Python files below `folder` import by name, each with a file that does."""
    found: dict[str, Path] = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found |= {name.split(".")[0]: path for name in names}
    ours = {*ground.ROOMS, "tests", "provision"}
    # osgeo is Debian's, and only the sandboxed reader imports it; _typeshed exists for type checkers only.
    return {name: path for name, path in found.items() if name not in ours | set(sys.stdlib_module_names) | {"osgeo", "_typeshed"}}


@pytest.mark.parametrize("room", [*ground.ROOMS, "tests"])
def test_what_is_imported_by_name_is_required_by_name(room: str) -> None:
    required = set(pinned("requirements.txt")) | (set(pinned("requirements-dev.txt")) if room == "tests" else set())
    carriers = metadata.packages_distributions()
    for name, path in imported(ROOT / room).items():
        packages_of = {re.sub(r"[-_.]+", "-", carrier).lower() for carrier in carriers.get(name, [name])}
        assert packages_of & required, f"{path.relative_to(ROOT)} imports {name}: add it to the requirements and run `make lock`"


def test_what_runs_before_the_virtual_environment_needs_only_the_standard_library() -> None:
    own = {path.stem for path in PROVISION} | {"provision"}
    for path in PROVISION:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            foreign = {name.split(".")[0] for name in names} - own - set(sys.stdlib_module_names)
            assert not foreign, f"{path.name} imports {foreign}"


def test_every_debian_package_is_listed_once_and_says_why() -> None:
    lines = [line for line in packages.LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith(("#", "["))]
    assert all(re.match(r"^[a-z0-9.+-]+\s+# \S+", line) for line in lines)
    names = packages.wanted(("run", "test"))
    assert len(names) == len(lines) == len(set(names))


def test_dpkg_is_asked_for_what_is_missing() -> None:
    assert packages.missing(["gettext", "no-such-package-of-debian"]) == ["no-such-package-of-debian"]


@pytest.mark.parametrize("script", scripts(), ids=lambda path: path.name)
def test_shell_scripts_parse_and_are_clean(script: Path) -> None:
    shell = "bash" if b"bash" in script.read_bytes().split(b"\n")[0] else "sh"
    subprocess.run([shell, "-n", str(script)], check=True)
    assert shutil.which("shellcheck"), "shellcheck is in debian-packages.txt: run `make test`, not pytest alone"
    done = subprocess.run(["shellcheck", str(script)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def compose() -> dict[str, dict[str, object]]:
    return yaml.safe_load((ROOT / "docker" / "compose.yml").read_text(encoding="utf-8"))["services"]


def test_the_server_has_every_part_and_only_the_proxy_is_open_to_the_outside() -> None:
    services = compose()
    watch = {name for name, service in services.items() if service.get("profiles") == ["watch"]}
    assert {"web", "worker", "beat", "postgis", "redis", "proxy", "backup", "migrate"} == services.keys() - watch
    assert watch == {"prometheus", "grafana"}
    assert [name for name, service in services.items() if "ports" in service and name not in watch] == ["proxy"]
    assert all(port.startswith("127.0.0.1:") for name in watch for port in services[name].get("ports", []))
    for name in ("postgis", "redis", "backup", "beat", "migrate"):
        assert services[name]["networks"] == ["inside"], f"{name} can be reached from outside"


def test_images_are_pinned_and_what_they_copy_is_there() -> None:
    for name, service in compose().items():
        image = str(service.get("image", "gisapp:x"))
        assert re.match(r".+:(?!latest$).+", image), f"{name} takes whatever is newest"
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    for dockerfile, context in ((ROOT / "docker" / "Dockerfile", ROOT), (ROOT / "docker" / "postgis" / "Dockerfile", ROOT / "docker")):
        for line in dockerfile.read_text(encoding="utf-8").splitlines():
            if line.startswith("FROM"):
                assert re.match(r"FROM \S+:[\w.-]*\d[\w.-]*( AS \w+)?$", line), line
            if line.startswith("COPY") and "--from" not in line:
                for source in line.split()[1:-1]:
                    assert (context / source).exists(), f"{dockerfile}: {source} is not there"
                    if context == ROOT:
                        assert any(source.rstrip("/").startswith(entry) for entry in let_in), f".dockerignore keeps {source} out"


def test_the_server_names_only_what_exists() -> None:
    """Nobody can start the server here, so that each name in it is looked up: files, commands, users of a variable."""
    text = (ROOT / "docker" / "compose.yml").read_text(encoding="utf-8")
    given = {"server.env", "metrics_token"}  # written by whoever installs; the README says how
    readme, entrypoint = ((ROOT / "docker" / name).read_text(encoding="utf-8") for name in ("README.md", "entrypoint.sh"))
    scripts = "\n".join((ROOT / "docker" / name).read_text(encoding="utf-8") for name in ("backup.sh", "restore.sh", "archive_wal.sh", "postgis/Dockerfile", "Caddyfile", "entrypoint.sh"))
    scripts += "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docker" / "postgis").iterdir() if path.is_file())
    settings = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "gisapp" / "settings.py").read_text(encoding="utf-8")))
    known = {*yaml.safe_load(text)["volumes"]}
    for name, service in compose().items():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert source in known or (ROOT / "docker" / source).exists(), f"{name} mounts {source}"
        if str(service.get("image", "")).startswith("gisapp:"):
            word = service["command"][0]
            assert f"\n  {word})" in entrypoint, f"{name}: the image has no {word}"
            assert set(service["environment"]) <= settings, f"{name}: {set(service['environment']) - settings}"
        elif name in ("postgis", "backup"):
            for variable in service["environment"]:
                assert variable.startswith(("POSTGRES_", "PG")) or f"${variable}" in scripts or f"${{{variable}" in scripts, f"{name}: nobody reads {variable}"
    for variable in set(re.findall(r"\$\{([A-Z_]+)", text)) - {"GISAPP_VERSION"}:
        assert variable in readme, f"{variable} is not explained"
    for one in re.findall(r"^([A-Z_]+)=", (ROOT / "docker" / "server.env.example").read_text(encoding="utf-8"), re.MULTILINE):
        assert one in settings, f"server.env.example names {one}"
    assert given & set(re.findall(r"[\w.]+", readme)) == given
    assert {"web", "postgis", "redis"} <= {name for name, service in compose().items() if "healthcheck" in service}


def test_every_make_command_is_explained() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    readme = (ROOT / "docker" / "README.md").read_text(encoding="utf-8")
    assert [target for target in targets if f"`make {target}" not in readme and target != "help"] == []


def test_every_setting_is_explained_and_every_explained_setting_exists() -> None:
    settings = (ROOT / "gisapp" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings))
    readme = (ROOT / "docker" / "README.md").read_text(encoding="utf-8")
    table = readme.split("## Settings of the application")[1].split("\n## ")[0]
    explained = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    assert explained == read, f"not explained: {read - explained}; no longer there: {explained - read}"


def test_a_busy_port_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setattr(surroundings, "port_is_free", lambda port: False)
    with pytest.raises(ground.Trouble, match=r"^Port 8123 is taken .* make run PORT=8124$"):
        surroundings.web_port()


def test_a_port_that_is_no_port_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(ground.Trouble, match="PORT=http is not a port"):
        surroundings.web_port()


def test_a_full_disk_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "pip.log"
    log.write_text("a\nERROR: Could not install packages: [Errno 28] No space left on device\n", encoding="utf-8")
    assert explain("Installing 3 packages", log) == (
        "Installing 3 packages: the disk is full. Free some space (the project needs about 4 GB) and run it again."
    )
    full = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda path: full)
    with pytest.raises(ground.Trouble, match=r"^The disk is full: 0\.0 GB are free"):
        surroundings.check_disk()


def test_missing_system_packages_without_rights_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "is_root", lambda: False)
    monkeypatch.setattr(packages, "missing", lambda names: ["gettext", "redis-server"])
    monkeypatch.setattr(packages.shutil, "which", lambda program: None if program == "sudo" else f"/usr/bin/{program}")
    with pytest.raises(ground.Trouble, match="as root run: apt-get install --no-install-recommends gettext redis-server"):
        packages.install(("run",))


def test_a_failed_step_shows_why_and_where_the_rest_is(tmp_path: Path) -> None:
    log = tmp_path / "bundle.log"
    log.write_text("\n".join(f"line {n}" for n in range(100)), encoding="utf-8")
    told = explain("Building the browser bundle", log)
    assert told.startswith("Building the browser bundle did not work.")
    assert "line 99" in told
    assert "line 10\n" not in told
    assert str(log) in told


def test_what_is_remembered_survives_a_broken_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "MEMORY", tmp_path / "house.json")
    assert ground.recall("db_port") is None
    ground.remember("db_port", 54329)
    ground.remember("redis_port", 63790)
    assert (ground.recall("db_port"), ground.recall("redis_port")) == (54329, 63790)
    assert (tmp_path / "house.json").stat().st_mode & 0o077 == 0
    (tmp_path / "house.json").write_text("{", encoding="utf-8")
    assert ground.recall("db_port") is None


def test_servers_given_by_the_person_are_used_and_none_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "MEMORY", tmp_path / "house.json")
    monkeypatch.setenv("DATABASE_URL", "postgis://a:b@db.example/x")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example:6379/0")
    for part in (surroundings.cluster, surroundings.broker):
        monkeypatch.setattr(part, "start", lambda: pytest.fail("started a server of our own"))
    with surroundings.ExitStack() as stack:
        surroundings.own_servers(stack)
    house = surroundings.house(8000)
    assert (house["DATABASE_URL"], house["REDIS_URL"]) == ("postgis://a:b@db.example/x", "redis://cache.example:6379/0")


def test_every_house_has_keys_of_its_own_and_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("SECRET_KEY", "SALT_KEY", "LOOKUP_KEY")
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "x://given")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    seen = []
    for clone in ("one", "one", "other"):
        monkeypatch.setattr(ground, "MEMORY", tmp_path / f"{clone}.json")
        house = surroundings.house(8000)
        seen.append(tuple(house[name] for name in names))
    assert seen[0] == seen[1]
    assert len({*seen[0], *seen[2]}) == 6


def test_the_last_line_counts_what_pytest_counted(capsys: pytest.CaptureFixture[str]) -> None:
    closing = "=== 1 failed, 812 passed, 3 skipped, 40 deselected, 2 errors in 61.20s (0:01:01) ===\n"
    for line in (closing, closing.strip("=\n ")):  # with and without -q
        assert checks._CLOSING.match(line)
    checks.summary(["tests"], checks.read_counts(closing))
    assert capsys.readouterr().out.splitlines()[-1] == "812 passed, 3 failed, 3 skipped"
