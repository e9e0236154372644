"""How far the job of the moment is, on any page that shows it, and the files that it left."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from hwgen.serve.jobs import Job, Jobs
from hwgen.serve.pages import desk_of, language_of, page, page_words, placed


def jobs_of(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def page_of(request: Request) -> str:
    """The address of the page that htmx asks for; empty for other requests."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path


def started() -> Response:
    """Has the page that began a job ask how far it is."""
    return Response(status_code=204, headers={"HX-Trigger": "job"})


def job_part(request: Request) -> Response:
    """How far the job is; one that has ended says so to whatever on the page waits for that."""
    shown = page(request, "job_state.html", **job_values(request))
    if jobs_of(request).job.state in ("done", "failed"):
        shown.headers["HX-Trigger"] = "finished"
    return shown


def job_values(request: Request) -> dict[str, Any]:
    """The job of the moment, or the last one on the page where it began: others are about something else."""
    job, desk = jobs_of(request).job, desk_of(request)
    if job.state != "running" and job.page not in ("", page_of(request) or request.url.path):
        job = Job()
    return {
        "job": job,
        "job_faults": [placed(request, fault) for fault in job.faults],
        "file_names": page_words(language_of(request)).group("job.file"),
        "job_folder": job.files[0].parent.relative_to(desk.root).as_posix() if job.files else "",
    }


def result_file(request: Request) -> Response:
    """A file of the last job. No other file can be asked for."""
    job: Job = jobs_of(request).job
    files = {path.name: path for path in job.files}
    name = request.path_params["name"]
    if name not in files or not files[name].is_file():
        raise HTTPException(404, "there is no such result")
    attached = None if name.endswith(".pdf") else name
    return FileResponse(files[name], filename=attached)
