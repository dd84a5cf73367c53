"""Coordinators edit their institution and its sites, section by section. What is saved goes through `directory.operations.proposals`."""
