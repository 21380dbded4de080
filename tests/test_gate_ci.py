"""What others drop into their pipelines: each file against its schema, and its commands run for real."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
import pytest
import yaml

import gated

ROOT = Path(__file__).parents[1]
Require = Callable[[bool, str], None]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A working folder with reports in it."""
    gated.save(tmp_path / "reports", gated.of("clean.txt", gated.clean()), "clean.json")
    return tmp_path


@pytest.fixture
def command(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment in which `muqabala` is a command, as after an installation."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "muqabala"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m muqabala.cli "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    source = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": source}


def parsed(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def vendored(name: str, require: Require) -> Any:
    """A schema that the tool check-jsonschema carries."""
    require(importlib.util.find_spec("check_jsonschema") is not None, "check-jsonschema is not installed")
    folder = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    return json.loads((folder / name).read_text(encoding="utf-8"))


def validate(value: Any, schema: Any) -> None:
    jsonschema.validators.validator_for(schema)(schema).validate(value)


# Git hooks ------------------------------------------------------------------------------------------------------------


def test_the_hooks_agree_with_what_pre_commit_takes(require: Require) -> None:
    require(importlib.util.find_spec("pre_commit") is not None, "pre-commit is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_commit_with_a_failing_report_is_stopped(desk: Path, command: Mapping[str, str], require: Require) -> None:
    """The hook as it is but for its language: the command that is there already instead of an installation."""
    require(importlib.util.find_spec("pre_commit") is not None, "pre-commit is not installed")
    (hook,) = (hook for hook in parsed(".pre-commit-hooks.yaml") if hook["id"] == "muqabala-gate")
    config = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
    (desk / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (desk / "notes.json").write_text("{}", encoding="utf-8")
    environment = {**command, "PRE_COMMIT_HOME": str(desk / ".pre-commit"), "HOME": str(desk)}

    def pre_commit() -> subprocess.CompletedProcess[str]:
        subprocess.run(["git", "add", "reports", "notes.json", ".pre-commit-config.yaml"], cwd=desk, check=True)
        asked = [sys.executable, "-m", "pre_commit", "run", "--verbose"]
        return subprocess.run(asked, cwd=desk, env=environment, capture_output=True, text=True)

    subprocess.run(["git", "init", "--quiet"], cwd=desk, check=True)
    first = pre_commit()
    assert first.returncode == 0, first.stdout + first.stderr
    assert "1 article: 1 checked" in first.stdout, "notes.json is no report and is not given to the hook"
    gated.save(desk / "reports")
    second = pre_commit()
    assert second.returncode == 1
    assert "The article says \u206884 ألف\u2069; the source says \u206848,000\u2069." in second.stdout


# GitHub ---------------------------------------------------------------------------------------------------------------


def test_the_action_and_the_workflow_agree_with_their_schemas(require: Require) -> None:
    validate(parsed("action.yml"), vendored("github-actions.json", require))
    workflow = yaml.load((ROOT / "docs/ci/github.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # keeps `on`
    workflow["jobs"]["muqabala"]["timeout-minutes"] = int(workflow["jobs"]["muqabala"]["timeout-minutes"])
    validate(workflow, vendored("github-workflows.json", require))
    action = parsed("action.yml")
    (step,) = (s for s in workflow["jobs"]["muqabala"]["steps"] if s.get("id") == "muqabala")
    assert set(step["with"]) <= set(action["inputs"])


def test_no_input_is_pasted_into_a_script() -> None:
    for step in parsed("action.yml")["runs"]["steps"]:
        assert "${{" not in step["run"], "an input in a script could run as a command"


def act(desk: Path, command: Mapping[str, str], **inputs: str) -> tuple[int, str, dict[str, str], str]:
    """Run the action's gate as a runner does: exit status, annotations, outputs and summary."""
    action = parsed("action.yml")
    (step,) = (step for step in action["runs"]["steps"] if step.get("id") == "gate")
    values = {name: inputs.get(name.replace("-", "_"), spec["default"]) for name, spec in action["inputs"].items()}
    given = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: values[m[1]], text)
        for name, text in step["env"].items()
    }
    files = {"GITHUB_OUTPUT": str(desk / "outputs"), "GITHUB_STEP_SUMMARY": str(desk / "summary.md")}
    for path in files.values():
        Path(path).touch()
    asked = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
    done = subprocess.run(asked, cwd=desk, env={**command, **given, **files}, capture_output=True, text=True)
    outputs = dict(line.split("=", 1) for line in (desk / "outputs").read_text(encoding="utf-8").splitlines())
    return done.returncode, done.stdout, outputs, (desk / "summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("asked", "installed"), [("", "/actions/mu qabala"), ("muqabala==0.1.0", "muqabala==0.1.0")])
def test_the_action_installs_its_own_version_or_what_is_asked_for(tmp_path: Path, asked: str, installed: str) -> None:
    (step,) = (step for step in parsed("action.yml")["runs"]["steps"] if step["name"] == "Install")
    assert step["if"] == "inputs.install != 'none'"
    (tmp_path / "python3").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    (tmp_path / "python3").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "INSTALL": asked, "GITHUB_ACTION_PATH": "/actions/mu qabala"}
    done = subprocess.run(["bash", "-e", "-c", step["run"]], env=environment, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["-m", "pip", "install", "--quiet", installed]


def test_the_action_passes_a_clean_article(desk: Path, command: Mapping[str, str]) -> None:
    status, annotations, outputs, summary = act(desk, command)
    assert (status, annotations, outputs["status"]) == (0, "", "0")
    assert "Nothing fails" in summary
    assert json.loads((desk / outputs["sarif"]).read_text(encoding="utf-8"))["runs"][0]["results"] == []


def test_the_action_annotates_summarises_and_fails(desk: Path, command: Mapping[str, str]) -> None:
    gated.save(desk / "further reports", name="it's $(touch pwned).json")
    gated.decide(desk, gated.decision("d3"))
    status, annotations, outputs, summary = act(
        desk,
        command,
        paths="reports\nfurther reports\n",
        fail_on="critical",
        decisions="decisions.json",
        output="out put",
    )
    assert (status, outputs) == (1, {"status": "1", "sarif": "out put/muqabala.sarif"})
    errors = [line for line in annotations.splitlines() if line.startswith("::error ")]
    assert len(errors) == 1
    assert "MQ801" in errors[0]
    assert "❌ Findings fail" in summary
    assert json.loads((desk / "out put" / "manifest.json").read_text(encoding="utf-8"))["totals"]["checked"] == 2
    assert not (desk / "pwned").exists()


def test_the_action_never_passes_what_was_not_checked(desk: Path, command: Mapping[str, str]) -> None:
    status, annotations, outputs, summary = act(desk, command, paths="gone")
    assert (status, outputs["status"]) == (3, "3")
    assert annotations.startswith("::error file=gone,title=Not checked::gone")
    assert "Not everything was checked" in summary


def test_the_action_says_when_the_policy_is_wrong(desk: Path, command: Mapping[str, str]) -> None:
    status, _, outputs, summary = act(desk, command, policy="gone.toml")
    assert (status, outputs["status"], summary) == (2, "2", "")


# GitLab ---------------------------------------------------------------------------------------------------------------


def test_the_gitlab_job_agrees_with_its_schema(require: Require) -> None:
    validate(parsed("docs/ci/gitlab.yml"), vendored("gitlab-ci.json", require))


@pytest.mark.parametrize(("bad", "status"), [(False, 0), (True, 1)])
def test_the_gitlab_job_runs_and_leaves_its_reports(
    desk: Path, command: Mapping[str, str], bad: bool, status: int
) -> None:
    if bad:
        gated.save(desk / "reports")
    job = parsed("docs/ci/gitlab.yml")["muqabala"]
    gate = "\n".join(line for line in job["script"] if "muqabala gate" in line)
    done = subprocess.run(
        ["bash", "-e", "-c", gate],
        cwd=desk,
        env={**command, **job["variables"]},
        capture_output=True,
        text=True,
    )
    assert done.returncode == status, done.stdout + done.stderr
    quality = json.loads((desk / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert bool(quality) == bad
    suites = junitparser.JUnitXml.fromfile(str(desk / job["artifacts"]["reports"]["junit"]))
    assert len(list(suites)) == 1 + bad
    assert all((desk / path).is_file() for path in job["artifacts"]["paths"])


@pytest.mark.parametrize(("status", "goes_on"), [(0, True), (1, True), (3, True), (2, False), (4, False), (130, False)])
def test_the_gitlab_job_goes_on_to_the_gate_when_an_article_could_not_be_checked(
    desk: Path, status: int, goes_on: bool
) -> None:
    (check,) = (line for line in parsed("docs/ci/gitlab.yml")["muqabala"]["script"] if "muqabala check" in line)
    (desk / "muqabala").write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    (desk / "muqabala").chmod(0o755)
    found = subprocess.run(["bash", "-e", "-c", check], env={"PATH": f"{desk}:/usr/bin:/bin"}, cwd=desk)
    assert (found.returncode == 0) is goes_on


# The container --------------------------------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def test_the_container_copies_all_that_the_package_is_built_from() -> None:
    copied = {name for word, rest in instructions() if word == "COPY" for name in rest.split()[:-1]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {"pyproject.toml", "src", project["project"]["readme"], *project["project"]["license-files"]}
    assert needed <= copied
    assert all((ROOT / name).exists() for name in copied)
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8")
    assert copied == {line[1:] for line in ignored.splitlines() if line.startswith("!")}
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8") == ignored


def test_the_container_runs_the_verb_as_an_ordinary_user() -> None:
    words = dict(instructions())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (entry,) = json.loads(words["ENTRYPOINT"])
    assert entry in project["project"]["scripts"]
    order = [word for word, _ in instructions()]
    assert words["USER"] != "root"
    assert order.index("USER") < order.index("ENTRYPOINT")


# The shell ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("muqabala ga", "plain,gate"),
        ("muqabala gate --upd", "plain,--update-baseline"),
        ("muqabala gate --fail-on cr", "plain,critical"),
    ],
)
def test_the_shell_completes_verbs_options_and_severities(
    command: Mapping[str, str], line: str, offered: str, require: Require
) -> None:
    require(shutil.which("bash") is not None, "bash is not installed")
    asked = {"_MUQABALA_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    code = "import sys; sys.argv[0] = 'muqabala'; from muqabala.cli import main; main(prog_name='muqabala')"
    done = subprocess.run([sys.executable, "-c", code], env={**command, **asked}, capture_output=True, text=True)
    assert done.stdout.splitlines() == [offered]
