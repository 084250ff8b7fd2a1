"""The pages of those who keep the layers true."""
