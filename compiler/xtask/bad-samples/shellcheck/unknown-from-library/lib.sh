# shellcheck shell=bash
colour=blue
