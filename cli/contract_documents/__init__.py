"""What is written about the contracts from the contracts themselves: schemas, AsyncAPI, a page."""
