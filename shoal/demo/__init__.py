"""The golden example, replayed through REST: the source's Tables 2 and 3, its Fig. 11 and Fig. 15."""
