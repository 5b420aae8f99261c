"""The paper forms of the room (S004 二): from what is stored to what stands on them."""
