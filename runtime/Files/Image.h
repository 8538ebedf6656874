//===- Image.h - PNG and JPEG pictures ------------------------------------===//

#ifndef ANABRANCH_RUNTIME_FILES_IMAGE_H
#define ANABRANCH_RUNTIME_FILES_IMAGE_H

#include "runtime/Files/NumpyFile.h"

#include <string>
#include <vector>

namespace anabranch::runtime {

/// Whether `content` begins like a PNG or JPEG file.
bool looksLikeImage(const std::vector<char> &content);

/// Whether a picture can have the shape (height, width, channels): of 1 (grey),
/// 3 (RGB) or 4 (RGBA) channels.
bool isPictureShape(const std::vector<int64_t> &shape);

/// Decodes a PNG or JPEG file to uint8 of shape (1, height, width, channels),
/// and resizes it (see `resizeImage`) where it has another size.
///
/// \param shape what the model reads: (height, width, channels)
/// \throws Error if no picture has that shape, or the file is damaged or too
///         large
NumpyArray decodeImage(const std::vector<char> &content,
                       const std::vector<int64_t> &shape,
                       const std::string &path);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_FILES_IMAGE_H
