"""The Web API: `POST /api/<method>` as Slack answers it. `methods` names all of them."""
