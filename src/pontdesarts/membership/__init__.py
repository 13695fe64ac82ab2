"""Who joins the network and how: the request, the season's membership, the charter, the training that opens booking."""
