"""A preview in this process, whose files are saved and seen in one step, so that no test waits."""

from __future__ import annotations

from threading import Thread

from helpers import ScratchSite

from sitegen.actions import actions_on
from sitegen.connections import Server, bound
from sitegen.guard import Guard
from sitegen.live import LiveSite
from sitegen.pipeline import Options
from sitegen.serve import Preview, application

EDITOR = "editor://open?file={path}&line={line}"


class LiveServer:
    """What `sitegen serve` runs, but for the watching."""

    def __init__(self, site: ScratchSite) -> None:
        self.site = site
        self.port = 0
        self.said: list[str] = []
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def opens(self, path: str, line: int) -> str:
        """The address that opens a file in the editor."""
        return EDITOR.format(path=self.site.root / path, line=line)

    def start(self) -> None:
        listening = bound("127.0.0.1", self.port, tries=1)
        self.port = listening.getsockname()[1]
        live = LiveSite(self.site.root, Options(base_url=""))
        self.preview = Preview(
            live,
            Guard("127.0.0.1", self.port, "a token"),
            actions_on(live),
            EDITOR,
            self.said.append,
        )
        self.preview.refresh()
        self.server = Server(application(self.preview), self.preview.end)
        self.thread = Thread(target=self.server.run, args=([listening],), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)

    def save(self, files: dict[str, str]) -> None:
        self.site.write(files)
        self.preview.refresh(files)

    def delete(self, path: str) -> None:
        (self.site.root / path).unlink()
        self.preview.refresh([path])
