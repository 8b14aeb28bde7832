"""RecTools' SASRec on the CPU: as its training guide says, stopped by its own validation loss or by the budget."""

import logging
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.people import People
from benchmarks.peers.validation import Chosen
from recsys.protocols import Ranker, TrainingData
from recsys.types import Float64, History, Int32, Interactions, Moment

LISTED = 100
"""Items asked for of each person; the measured lists are shorter."""

SETTING = {
    "n_factors": 64,
    "n_blocks": 2,
    "n_heads": 2,
    "dropout_rate": 0.2,
    "session_max_len": 50,
    "loss": "softmax",
    "lr": 0.001,
    "batch_size": 128,
}
"""The library's defaults, narrower than its 256 factors for the sake of the CPU; the loss looks at every item."""
VALIDATED, PATIENCE, MOST_EPOCHS = 500, 10, 300


@dataclass(frozen=True)
class Listed:
    """The library's own lists (u, l), best first, -1 where they end."""

    lists: Int32
    people: People

    def scores(self, history: History, moment: Moment) -> Float64:  # noqa: ARG002
        """Falling scores (n,) of the list; an item not on it cannot be served."""
        out = np.full(self.people.chosen.shape[1], -np.inf)
        user = self.people.find(history)
        if user is not None:
            items = self.lists[user][self.lists[user] >= 0]
            out[items] = -np.arange(len(items), dtype=np.float64)
        return out


def sasrec(seconds: float) -> Callable[[TrainingData], Ranker]:
    """How to fit it within so many seconds of processor time."""

    def fit(data: TrainingData) -> Chosen:
        _quiet()
        with tempfile.TemporaryDirectory() as folder:
            return _fitted(data, seconds, Path(folder))

    return fit


def _quiet() -> None:
    import torch

    torch.set_num_threads(1)
    for name in ("lightning.pytorch", "pytorch_lightning", "lightning_fabric"):
        logging.getLogger(name).setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module=r"(pytorch_lightning|lightning_fabric|rectools|torch).*")


def _fitted(data: TrainingData, seconds: float, folder: Path) -> Chosen:
    from pytorch_lightning import seed_everything
    from rectools.models import SASRecModel
    from rectools.models.nn.transformers.utils import leave_one_out_mask

    seed_everything(data.seed, verbose=False)
    log = data.interactions
    dataset = _dataset(log)
    model = SASRecModel(
        **SETTING,
        get_val_mask_func=lambda frame: leave_one_out_mask(frame, val_users=VALIDATED),
        get_trainer_func=lambda: _trainer(seconds, folder),
    )
    model.fit(dataset)
    epochs = int(model.fit_trainer.current_epoch)
    best = next(iter(folder.glob("*.ckpt")), None)
    if best is not None:
        model.load_weights_from_checkpoint(best)
    lists = _lists(model, dataset, log)
    told = f"{SETTING} with {epochs} epochs in at most {seconds:.0f} s of one core, the best by validation loss kept"
    return Chosen(Listed(lists, People.of(log)), told, 1)


def _trainer(seconds: float, folder: Path) -> Any:
    from pytorch_lightning import Trainer
    from pytorch_lightning.callbacks import EarlyStopping, ModelCheckpoint

    return Trainer(
        max_epochs=MOST_EPOCHS,
        deterministic=True,
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        devices=1,
        accelerator="cpu",
        callbacks=[
            EarlyStopping("val_loss", patience=PATIENCE),
            ModelCheckpoint(folder, monitor="val_loss", save_top_k=1, save_weights_only=True),
            _budget(seconds),
        ],
    )


def _budget(seconds: float) -> Any:
    """Stops after so many seconds of processor time: those of the clock would depend on what else runs here."""
    from pytorch_lightning.callbacks import Callback

    class Budget(Callback):  # type: ignore[misc]
        def on_train_start(self, trainer: Any, module: Any) -> None:  # noqa: ARG002
            self.started = time.process_time()

        def on_train_batch_end(self, trainer: Any, *_: Any) -> None:
            trainer.should_stop |= time.process_time() - self.started > seconds

    return Budget()


def _dataset(log: Interactions) -> Any:
    import pandas as pd
    from rectools import Columns
    from rectools.dataset import Dataset

    # the order of the rows as moments a second apart: ties of the clock would be broken at will
    moments = pd.to_datetime(np.arange(len(log)), unit="s")
    frame = pd.DataFrame(
        {Columns.User: log.user, Columns.Item: log.item, Columns.Weight: 1.0, Columns.Datetime: moments}
    )
    return Dataset.construct(frame)


def _lists(model: Any, dataset: Any, log: Interactions) -> Int32:
    """The library's recommendations (n_users, LISTED) for everyone it trained on, seen items left out."""
    found = model.recommend(np.unique(log.user), dataset, k=LISTED, filter_viewed=True, on_unsupported_targets="ignore")
    lists = np.full((log.n_users, LISTED), -1, dtype=np.int32)
    lists[found["user_id"].to_numpy(), found["rank"].to_numpy() - 1] = found["item_id"].to_numpy()
    return lists
