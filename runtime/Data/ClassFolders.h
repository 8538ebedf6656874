//===- ClassFolders.h - Where the pictures of each class are --------------===//
//
// The layout that Keras's image_dataset_from_directory reads: a folder for each
// class, with pictures at any depth. A folder named train may hold the class
// folders, and then others beside it hold the same for evaluation.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_RUNTIME_DATA_CLASSFOLDERS_H
#define ANABRANCH_RUNTIME_DATA_CLASSFOLDERS_H

#include <cstdint>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// The folders that hold class folders.
struct PictureFolders {
  std::string train; ///< DIR/train if that is a directory, otherwise DIR
  /// DIR/test, DIR/validation or DIR/val, the first that is a directory; empty
  /// if there is none, or no DIR/train.
  std::string test;
};

PictureFolders findPictureFolders(const std::string &directory);

/// The names of the class folders in `folder`, in Keras's order, which is that
/// of their bytes: a class's index is its place.
///
/// \throws Error if `folder` cannot be read
std::vector<std::string> readClassNames(const std::string &folder);

/// A picture's file and class.
struct Picture {
  std::string path;
  int32_t label;
};

/// What class folders hold, without what is hidden.
struct PictureList {
  std::vector<Picture> pictures; ///< by class, then by path
  int64_t otherFiles = 0; ///< that are not named like PNG or JPEG pictures
};

/// Lists the files in `folder` and its class folders, and opens none of them.
///
/// \throws Error if a folder cannot be read
PictureList listPictures(const std::string &folder,
                         const std::vector<std::string> &classes);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_DATA_CLASSFOLDERS_H
