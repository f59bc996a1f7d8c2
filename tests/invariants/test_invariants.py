"""What must always be true, over any sequence of events."""

from hypothesis.stateful import run_state_machine_as_test

from tests.invariants.machine import DeskMachine


def test_what_must_always_be_true_over_any_sequence_of_events(db):
    run_state_machine_as_test(DeskMachine, settings=DeskMachine.TestCase.settings)
