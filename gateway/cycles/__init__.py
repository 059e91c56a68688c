"""The matching cycle: the driver that moves it, the scheduler that times it, and its resource."""
