"""All contact with untrusted code: processes, confinement, the wire, and the proxies that checks hold."""
