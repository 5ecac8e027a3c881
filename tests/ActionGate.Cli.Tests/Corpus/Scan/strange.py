x = "‮	b" ; open("[31mé")
open(
  x)
