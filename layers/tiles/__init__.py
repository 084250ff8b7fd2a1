"""Vector tiles of the layers and the style that draws them."""
