"""A bulk run on a Ray of its own, with more workers than it has cores: `python bulk_ray.py NEWS OUT`."""

import sys
from importlib import import_module

from ravi.bulk import Settings, run
from ravi.bulk.rays import ray_engine


def main() -> None:
    """Read, rules only, and leave no Ray behind."""
    news, out = sys.argv[1:]
    first = ray_engine(2)
    run([news], out, Settings(rules_only=True, shard=8), ray_engine(3))
    first.close()
    sys.exit("Ray still runs" if import_module("ray").is_initialized() else 0)


if __name__ == "__main__":
    main()
