"""Files for editors that are not started here: well-formed, and true."""

import tomllib

import sessions

EDITORS = sessions.ROOT / "editors"
PAGES = sessions.ROOT / "docs" / "editors"


def test_helix() -> None:
    """The page shows the very file, and the file starts the server."""
    text = (EDITORS / "helix" / "languages.toml").read_text()
    languages = tomllib.loads(text)
    [language] = languages["language"]
    server = languages["language-server"][language["language-servers"][0]]
    assert [server["command"], *server["args"]] == ["pipewright", "lsp"]
    assert language["file-types"] == ["pipe"]
    shown = text.split("\n\n", 1)[1]
    assert f"```toml\n{shown}```" in (PAGES / "helix.md").read_text()


def test_zed() -> None:
    """The extension names the language that it brings."""
    extension = tomllib.loads((EDITORS / "zed" / "extension.toml").read_text())
    folder = EDITORS / "zed" / "languages" / "pipewright"
    language = tomllib.loads((folder / "config.toml").read_text())
    assert language["name"] in extension["language_servers"]["pipewright"]["languages"]
    assert language["path_suffixes"] == ["pipe"]


def test_versions() -> None:
    """What is published with the compiler has its version."""
    workspace = tomllib.loads((sessions.ROOT / "Cargo.toml").read_text())
    version = workspace["workspace"]["package"]["version"]
    zed = tomllib.loads((EDITORS / "zed" / "extension.toml").read_text())
    mode = (EDITORS / "emacs" / "pipewright-mode.el").read_text()
    manifest = (EDITORS / "vscode" / "package.json").read_text()
    assert zed["version"] == version
    assert f";; Version: {version}\n" in mode
    assert f'"version": "{version}"' in manifest
