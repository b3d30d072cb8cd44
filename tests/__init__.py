import gc

gc.disable()  # imports and the collection of tests take three seconds less
