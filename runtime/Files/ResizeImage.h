//===- ResizeImage.h - Pictures of another size ---------------------------===//

#ifndef ANABRANCH_RUNTIME_FILES_RESIZEIMAGE_H
#define ANABRANCH_RUNTIME_FILES_RESIZEIMAGE_H

#include <cstdint>
#include <vector>

namespace anabranch::runtime {

/// Resizes a picture of bytes, row by row with the channels last, as Keras's
/// image_dataset_from_directory does. The aspect ratio is not kept.
///
/// \param height of `picture` in pixels, at least 1; likewise its `width`
/// \param shape what to make of it: (height, width, channels)
/// \param resized place for that many bytes
void resizeImage(const uint8_t *picture, int64_t height, int64_t width,
                 const std::vector<int64_t> &shape, uint8_t *resized);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_FILES_RESIZEIMAGE_H
