"""Put trained weights into the package: matrices in 8 bits with a scale a row, everything else in half precision.

python training/cross_reader/export.py WORK_FOLDER/retold.pt
"""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import torch

from muqabala.embed import nano

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
    print(f"{TARGET}: {TARGET.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
