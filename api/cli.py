"""The `gonggam` command. Imports are lazy: `gonggam --help` must not load a matrix library."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from recsys.errors import GonggamError

app = typer.Typer(
    name="gonggam",
    help="Rank items, and say truthfully and kindly why. 순위를 매기고, 그 까닭을 다정하고 정직하게 말해요.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ModelFolder = Annotated[Path, typer.Option("--model", help="Folder written by `gonggam train --out`.")]
DatasetFolder = Annotated[Path, typer.Argument(help="A dataset folder (dataset.toml, events.csv, items.csv).")]


def main() -> None:
    """Run the command; an expected error is one line on stderr and exit code 2, never a traceback."""
    try:
        app()
    except (GonggamError, OSError) as error:
        print(f"gonggam: {error}", file=sys.stderr)  # noqa: T201  (the command line's own voice)
        raise SystemExit(2) from None


@app.command("import")
def import_(
    format: Annotated[str, typer.Argument(help="goodbooks, kmrd, movielens-100k, csv, ... (an unknown one lists all)")],
    source: Annotated[Path, typer.Argument(help="The folder or file as downloaded or exported.")],
    out: Annotated[Path, typer.Argument(help="Where to write the dataset folder.")],
    map: Annotated[
        str | None, typer.Option("--map", help="csv: user_id=CUST_NO,item_id=ISBN13,datetime=ORD_DT")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show the first rows as understood; write nothing.")
    ] = False,
    kind: Annotated[
        str | None, typer.Option("--kind", help="csv: book, track, album, artist, film, goods, article")
    ] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", help="csv: zone of times without an offset.")] = None,
) -> None:
    """Turn a public data set or a shop's own export into a dataset folder."""
    from api.cli_import import run_import

    run_import(format, source, out, map, preview, kind, timezone)


@app.command()
def train(
    dataset: Annotated[Path | None, typer.Argument(help="A dataset folder.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Model folder to write; becomes its current model.")] = Path(
        "artifacts"
    ),
    config: Annotated[Path | None, typer.Option("--config", help="TOML: scorers and their hyper-parameters.")] = None,
    budget: Annotated[float | None, typer.Option("--budget", help="Seconds for tuning.")] = None,
    db: Annotated[
        str | None, typer.Option("--db", help="Learn from the service's database (on top of DATASET).")
    ] = None,
    shop: Annotated[str, typer.Option("--shop", help="With --db: whose events.")] = "default",
) -> None:
    """Learn a model, with progress; prints a summary, fit seconds, memory and held-out quality."""
    from api.cli_train import Source, run_train

    run_train(Source(dataset, db, shop), out, config, budget)


@app.command()
def recommend(
    user: Annotated[str, typer.Argument(help="A person's id; an unknown one gets an honest list.")],
    model: ModelFolder,
    at: Annotated[str | None, typer.Option("--at", help="ISO 8601 with offset; default: right after the data.")] = None,
    k: Annotated[int, typer.Option("-k", help="How many items.")] = 10,
    mood: Annotated[
        str | None, typer.Option("--mood", help="How the person says they are: tired, 지침, ...; for this list only.")
    ] = None,
    locale: Annotated[str, typer.Option("--locale", help="ko-KR or en-US.")] = "ko-KR",
    voice: Annotated[str, typer.Option("--voice", help="The voice of the sentences.")] = "warm",
) -> None:
    """A list for one person, each line with its reason."""
    from api.cli_recommend import run_recommend

    run_recommend(user, model, at, k, mood, (locale, voice))


@app.command()
def playlist(
    user: Annotated[str, typer.Argument(help="A person's id; for an unknown one it goes without taste.")],
    model: ModelFolder,
    mood: Annotated[
        str | None, typer.Option("--mood", help="Where to start: tired, 지침, ...; default: among the recent plays.")
    ] = None,
    intent: Annotated[str | None, typer.Option("--intent", help="match, lift, focus or sleep.")] = None,
    minutes: Annotated[float, typer.Option("--minutes", help="How long the list is.")] = 30.0,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another list.")] = 0,
    at: Annotated[str | None, typer.Option("--at", help="ISO 8601 with offset; default: right after the data.")] = None,
    locale: Annotated[str, typer.Option("--locale", help="ko-KR or en-US.")] = "ko-KR",
) -> None:
    """Tracks from a mood to where the intent leads, in small steps, along the person's taste."""
    from api.cli_playlist import Options, run_playlist

    run_playlist(user, model, Options(mood, intent, minutes, seed, at, locale))


@app.command()
def evaluate(
    dataset: DatasetFolder,
    protocol: Annotated[
        str,
        typer.Option(
            "--protocol", help="leave-last-out, time-split, next-item, folds, cold-users, cold-items, cold-both"
        ),
    ] = "leave-last-out",
    test: Annotated[Path | None, typer.Option("--test", help="next-item: dataset folder of the test sessions.")] = None,
    models: Annotated[
        str | None, typer.Option("--models", help="Comma-separated names; default: popular and the engine.")
    ] = None,
    without: Annotated[
        str | None, typer.Option("--without", help="mood,time,context: leave these out, to compare.")
    ] = None,
    k: Annotated[str, typer.Option("-k", help="Cut-offs.")] = "10,20",
    min_events: Annotated[int, typer.Option("--min-events", help="leave-last-out: least items a person.")] = 5,
    folds: Annotated[int, typer.Option("--folds", help="folds, cold-*: how many groups.")] = 5,
    seed: Annotated[int, typer.Option("--seed", help="Everything random starts here.")] = 0,
    json: Annotated[Path | None, typer.Option("--json", help="Also write the figures here.")] = None,
    budget: Annotated[float | None, typer.Option("--budget", help="Seconds for the engine's tuning.")] = None,
    config: Annotated[Path | None, typer.Option("--config", help="TOML: the engine's scorers, as for train.")] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Also draw the figures here: .png, .svg or .pdf.")] = None,
) -> None:
    """Measure models on held-out choices, full catalogue, no sampling."""
    from api.cli_evaluate import run_evaluate

    run_evaluate(dataset, protocol, test, models, without, k, min_events, folds, seed, json, budget, config, plot)


@app.command()
def serve(
    model: Annotated[Path | None, typer.Option("--model", help="Model folder.")] = None,
    catalogue: Annotated[
        Path | None,
        typer.Option(
            "--catalogue",
            help="Dataset folder with items, no events yet; opens the shop until --model (DATASET/model) has one.",
        ),
    ] = None,
    db: Annotated[str | None, typer.Option("--db", help="sqlite:///path or postgresql+psycopg://...")] = None,
    host: Annotated[
        str, typer.Option("--host", help="Other than loopback only with API keys configured.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port")] = 8000,
    workers: Annotated[int, typer.Option("--workers")] = 1,
) -> None:
    """Serve recommendations over HTTP."""
    from api.serve import run_serve

    run_serve(model, catalogue, db, host, port, workers)


@app.command()
def demo(
    port: Annotated[int, typer.Option("--port")] = 8000,
    home: Annotated[Path, typer.Option("--home", help="Where the demo keeps its models and events.")] = Path(".demo"),
) -> None:
    """Train on the demo shop if needed, then serve the API and the page."""
    from api.cli_demo import run_demo

    run_demo(port, home)


@app.command()
def doctor(
    model: Annotated[Path | None, typer.Option("--model", help="Also examine this model folder.")] = None,
) -> None:
    """Examine this installation and say what to do."""
    from api.doctor import run_doctor

    run_doctor(model)


@app.command()
def mood(
    file: Annotated[str, typer.Argument(help="A text file, one text a line; - reads standard input.")],
    locale: Annotated[str, typer.Option("--locale", help="ko-KR or en-US.")] = "ko-KR",
) -> None:
    """What each line of a text says of its writer's feeling, one JSON object a line. Nothing is stored."""
    from api.cli_mood import run_mood

    run_mood(file, locale)


@app.command()
def forget(
    user: Annotated[str, typer.Argument(help="The person's id.")],
    db: Annotated[str, typer.Option("--db", help="The service's database.")],
    shop: Annotated[str, typer.Option("--shop")] = "default",
) -> None:
    """Delete every row of a person."""
    from api.cli_person import run_forget

    run_forget(user, db, shop)


@app.command()
def export(
    user: Annotated[str, typer.Argument(help="The person's id.")],
    db: Annotated[str, typer.Option("--db", help="The service's database.")],
    shop: Annotated[str, typer.Option("--shop")] = "default",
) -> None:
    """Print everything kept of a person, as JSON."""
    from api.cli_person import run_export

    run_export(user, db, shop)


@app.command()
def why(
    request_id: Annotated[str, typer.Argument(help="The request_id of an answer.")],
    item: Annotated[str, typer.Argument(help="An item of that answer.")],
    db: Annotated[str, typer.Option("--db", help="The service's database.")],
    shop: Annotated[str, typer.Option("--shop")] = "default",
) -> None:
    """Why an item stood where it stood in an answer already given."""
    from api.cli_person import run_why

    run_why(request_id, item, db, shop)


if __name__ == "__main__":
    main()
