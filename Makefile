# make          builds the compiler in build/
# make train    builds it, compiles the article's ResNet-30 and trains that for some minutes
#               DATA=DIR    CIFAR-10's files, or what else --data takes (default: looked for, else downloaded)
#               STEPS=100   training steps
#               EPOCHS=20   whole passes over the images instead (20: the article's run)
#               MODEL=FILE  another Keras model
# make check    builds everything and runs all tests
#
# Each first installs the Debian packages that it needs and that are missing.

export DATA STEPS EPOCHS MODEL

.PHONY: build train check clean

build:
	@scripts/install-dependencies
	@scripts/build

train: build
	@scripts/train

check: build
	@scripts/check

clean:
	rm -rf build
