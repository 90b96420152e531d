#!/bin/sh
# `make train-sentiment`: torch is of gigabytes, so it has a Python of its own, which nothing else uses.
set -eu
folder=../.local/training
uv=../.venv/bin/uv
[ -x "$folder/bin/python" ] || "$uv" venv --quiet --python ../.venv/bin/python "$folder"
VIRTUAL_ENV="$folder" "$uv" pip install --quiet --require-hashes --no-deps -r training/requirements.txt
sets=${TRAINING_SETS:-../../shared/data/sentiment}
if [ -d "$sets" ]; then export TRAINING_SETS="$sets"; else unset TRAINING_SETS; fi
PYTHONPATH=.:src:../shared/src exec "$folder/bin/python" -m training.train
