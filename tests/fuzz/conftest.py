"""The long profile is there as soon as pytest reads its options."""

from tests.fuzz import lengths as lengths
