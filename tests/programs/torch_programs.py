"""Programs of the bank that need PyTorch: each is run and shows the fault that its item speaks of, and the correction of the key mends it.

`make programs` runs this file by a Python that has PyTorch, such as that of Debian with `python3-torch`.
"""

from __future__ import annotations

import torch
import torch_networks
import torch_training
from bank_programs import program

WITH_TORCH = (*torch_networks.CHECKS, *torch_training.CHECKS)


def main() -> int:
    faults = 0
    for check in WITH_TORCH:
        torch.manual_seed(0)
        id = check.__name__.replace("_", "-")
        try:
            check(program(id))
        except Exception as e:
            faults += 1
            print(f"{id}: {type(e).__name__}: {e}")
    print(f"{len(WITH_TORCH) - faults} of {len(WITH_TORCH)} programs do what their items say")
    return min(faults, 1)


if __name__ == "__main__":
    raise SystemExit(main())
