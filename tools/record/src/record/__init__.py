"""Record what exchanges send, frame by frame, into captures that `make up REPLAY=` plays again."""
