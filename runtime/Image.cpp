//===- Image.cpp - PNG and JPEG pictures ----------------------------------===//

#include "runtime/Image.h"
#include "runtime/Error.h"
#include "runtime/Tensor.h"

#include <climits>
#include <cstring>
#include <memory>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace anabranch::runtime {

bool looksLikeImage(const std::vector<char> &content) {
  return content.size() >= 8 && (!std::memcmp(content.data(), "\x89PNG", 4) ||
                                 !std::memcmp(content.data(), "\xff\xd8", 2));
}

NumpyArray decodeImage(const std::vector<char> &content,
                       const std::vector<int64_t> &shape,
                       const std::string &path) {
  if (shape.size() != 3 || shape[2] < 1 || shape[2] == 2 || shape[2] > 4)
    throw Error(path,
                "is a picture, but the model reads arrays of shape " +
                    formatShape(shape),
                "give an .npy or .npz file");
  if (content.size() > INT_MAX)
    throw Error(path, "is too large for a picture", "give a smaller one");
  int width, height, channels;
  std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
      stbi_load_from_memory(reinterpret_cast<const stbi_uc *>(content.data()),
                            int(content.size()), &width, &height, &channels,
                            int(shape[2])),
      &stbi_image_free);
  if (!pixels)
    throw Error(
        path, std::string("cannot be decoded (") + stbi_failure_reason() + ")",
        "save the picture again as PNG or JPEG");
  if (height != shape[0] || width != shape[1])
    throw Error(path,
                "is " + std::to_string(width) + " pixels wide and " +
                    std::to_string(height) + " high, but the model reads " +
                    std::to_string(shape[1]) + " by " +
                    std::to_string(shape[0]),
                "scale or crop the picture to that size");
  NumpyArray image;
  image.kind = 'u';
  image.itemSize = 1;
  image.shape = {1, shape[0], shape[1], shape[2]};
  image.bytes.assign(pixels.get(), pixels.get() + elementCount(shape));
  return image;
}

} // namespace anabranch::runtime
