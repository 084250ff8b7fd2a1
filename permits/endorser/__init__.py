"""Pages of the institutions that endorse: their desk, one request, the link without an account."""
