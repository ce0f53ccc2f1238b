GREETING=ready; : harm
