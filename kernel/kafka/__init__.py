"""Events to Kafka and back: relay, consumers, and the CloudEvents envelope between them."""
