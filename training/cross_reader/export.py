"""Put trained weights into the package: matrices in 8 bits with a scale a row, everything else in half precision; and
write down their hash and what they reach on retellings that were kept out of training.

    python -m training.cross_reader.export WORK_FOLDER/retold.pt
"""

from __future__ import annotations

import json
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import torch

from muqabala.embed import load, nano
from muqabala.judge.cross_reader import CrossReader
from training.cross_reader.measure import RECEIPT, on_aside

TARGET = Path(__file__).parents[2] / "src" / "muqabala" / "data" / "cross_reader.npz"


def packed(tensors: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:  # type: ignore[type-arg]
    """Arrays under the names of the tensors, with `NAME.scale` beside each matrix in 8 bits."""
    found = {}
    for name, tensor in tensors.items():
        values = tensor.float().numpy()
        if values.ndim == 2 and min(values.shape) > 2:
            scale = np.abs(values).max(axis=1) / 127
            found[name] = np.round(values / scale[:, None]).astype(np.int8)
            found[f"{name}.scale"] = scale.astype(np.float32)
        else:
            found[name] = values.astype(np.float16)
    return found


def write(path: Path, arrays: dict[str, np.ndarray]) -> None:  # type: ignore[type-arg]
    """The same bytes for the same arrays: names in order, no dates."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            buffer = BytesIO()
            np.save(buffer, arrays[name], allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED
            )


def main(checkpoint: Path) -> None:
    """Pack a checkpoint for the embedded model."""
    arrays = packed(torch.load(checkpoint, weights_only=True)["reader"])
    write(TARGET, arrays | {"model": np.array(nano.SHA256)})
    reader = CrossReader.shipped(nano.SHA256)
    assert reader is not None
    encoder = load()
    receipt = {
        "sha256": nano.digest(TARGET),
        "bytes": TARGET.stat().st_size,
        "auc_aside": round(on_aside(reader, encoder), 4),
        "auc_aside_first_50": round(on_aside(reader, encoder, 50), 4),
    }
    RECEIPT.write_text(json.dumps(receipt, indent=1) + "\n", encoding="utf-8")
    print(receipt)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
