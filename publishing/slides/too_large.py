"""What is larger than a slide, 1280 by 720 pixels, and cannot be split: to be mended in the lecture."""

# lecture/slide: how wide and high it is
TOO_LARGE: dict[str, tuple[int, int]] = {}
