"""How forms look and which inputs they have; no form of a room lives here."""
