"""What real agents receive: their own command lines are asked, and nothing leaves this machine."""
