"""What SendGrid says about the account itself.

https://www.twilio.com/docs/sendgrid/api-reference/users-api/retrieve-your-credit-balance
"""

from __future__ import annotations

from outreach.errors import SendGridError

from .client import SendGrid


def credits_left(sendgrid: SendGrid) -> int | None:
    """Letters the account may still send in this period; None where that cannot be learnt."""
    try:
        answer = sendgrid.ask("GET", "user/credits")
    except SendGridError:
        return None
    match answer.body:
        case {"remain": int(remain)} if not isinstance(remain, bool):
            return max(remain, 0)
    return None
