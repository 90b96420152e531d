# What a developer or an operator types. Everything is Python in tools/stack; here are only the names.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv/bin
STACK := $(VENV)/python -m stack

# Variables given on the command line (`make up RATE=5`) reach every command through the environment.

.DEFAULT_GOAL := help
.PHONY: help env installed up down status logs reset backup restore audit record test lint format bench drill monitor train-sentiment evaluate-sentiment deploy publish images containers

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed 's/:.*##/\t/' | expand -t 20

env: ## Make .venv and install everything, if that is not done
	@$(PYTHON) tools/stack/bootstrap.py

# What stops or shows things works also when the locks have changed and the network is away.
installed:
	@test -x $(VENV)/python || $(PYTHON) tools/stack/bootstrap.py

up: env ## Start everything: [REPLAY=file[,file] [REPLAY_SPEED=1|x|max] [REPLAY_HOLD=1]] [SIMULATED=1] [RATE=n] [INGESTERS=2]
	@$(STACK) up

down: installed ## Stop everything; the data stay
	@$(STACK) down

status: installed ## Show the processes: [FORMAT=json]
	@$(STACK) status

logs: installed ## Show the logs' last lines: [NAME=gateway] [FOLLOW=1]
	@$(STACK) logs

reset: installed ## Stop, and delete the data of the last mode, or of the one that the variables of `up` name
	@$(STACK) reset

backup: installed ## Write the database into a file while everything runs: FILE=backup.dump
	@$(STACK) backup

restore: installed ## Put a backup in the database's place; what came over Kafka since is read again: FILE=backup.dump
	@$(STACK) restore

audit: installed ## Compare stored candles with trades, parts and lower intervals; writes nothing: [SINCE=2026-11-01] [COIN=bitcoin]
	@$(STACK) audit

record: env ## Record what exchanges send: FILE=out.jsonl [VENUES=kraken,…] [SYMBOLS=BTC-USD,…] [SECONDS=30] [SIMULATOR_URL=…]
	@$(VENV)/python -m record

test: env ## Run all tests, or some folders of Python tests: [ONLY=folder,…]
	@$(STACK) test

lint: env ## Check style, types, imports, locks
	@$(STACK) lint

format: env ## Format all code
	@$(STACK) format

bench: env ## Delete simulated data, measure, print one table and JSON: [ONLY=section,… on the data there are]
	@$(VENV)/python -m bench

drill: env ## Break things on purpose, from empty simulated data, and check that nothing is lost: [ONLY=drill,…]
	@$(VENV)/python -m drill

monitor: env ## Watch what runs: Prometheus on 9090 and Alertmanager on 9093, until Ctrl-C
	@$(VENV)/python -m monitoring run

deploy: env ## Bring a release to Kubernetes: OVERLAY=staging [IMAGES=digests.json] [CONTEXT=name] [WATCH_SECONDS=300]
	@$(VENV)/python -m deploy

publish: env ## Push the images that are built, and write digests.json: REGISTRY=registry/tidemark TAG=tag [BUILT=local]
	@$(VENV)/python -m deploy.releases.publish

images: env ## Build all images with buildah, as root, and write their sizes to docs/images.md; with Docker: docker compose build
	@$(VENV)/python -m containers images

containers: env ## Run the images with podman, as root, in simulated mode, and check what is promised of them
	@$(VENV)/python -m containers run

train-sentiment: env ## Make the shipped sentiment model again from its corpus, in a Python of its own: [TRAINING_SETS=folder]
	@cd sentiment-service && sh training/run.sh

evaluate-sentiment: env ## Score every sentiment model on every labelled set there is, and write docs/sentiment-evaluation.md
	@cd sentiment-service && ../$(VENV)/python -m evaluation
