"""Messages on their way out: e-mail over SMTP, SMS and webhooks over HTTP, a folder for the demo."""
