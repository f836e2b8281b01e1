"""All that is SendGrid's: payload, client, events."""
