"""What became of what we sent: delivery facts, and what they prove or take back."""

from kept.handling.deliver.life import take_sign_of_life
from kept.handling.deliver.reports import take_reports
from kept.handling.deliver.take import take_delivery

__all__ = ["take_delivery", "take_reports", "take_sign_of_life"]
