"""Made-up news sites and a stream of posts, for when there is no network: what sources speak, over real sockets."""
