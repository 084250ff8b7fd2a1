"""Pages that citizens open: the assistant, the map of a pin, the picture of a parcel, a document of a conversation."""
