def test_it(toy):
    assert toy.findings() == []
    import time; t=time.time(); toy.connect(); print(time.time()-t)
