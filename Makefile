# Each command is explained in docker/README.md. They need only python3 and make; the rest is brought by docker/provision.
HOUSE = @python3 docker/provision/house.py

.DEFAULT_GOAL := help
.PHONY: help run test lint audit bench services shell stop clean wipe lock

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: ## open the house: install, build, start, load the demo town, print the links (PORT=8000)
	$(HOUSE) run

test: ## check everything (PYTEST="-k word" runs only those tests)
	$(HOUSE) test

lint: ## ruff, mypy, the walls between rooms, migrations
	$(HOUSE) lint

audit: ## known weaknesses of the packages in the lock (needs the network)
	$(HOUSE) audit

bench: ## measure beside the floor
	$(HOUSE) bench

services: ## start only the database and Redis, and leave them running
	$(HOUSE) services

shell: ## Django's shell
	$(HOUSE) shell

stop: ## close the house
	$(HOUSE) stop

clean: ## remove what can be made again; data stays
	$(HOUSE) clean

wipe: ## remove everything the house made on this machine, data too
	$(HOUSE) wipe

lock: ## write the lock files from requirements*.txt
	$(HOUSE) lock
