"""Pages and the API: requests in, pages out, no rules of casting of its own."""
