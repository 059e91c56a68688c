"""Compiled loops over ids and bytes. Training alone needs them; prediction is numpy only."""
