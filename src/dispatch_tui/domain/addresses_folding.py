"""One form for the many ways in which an address is typed: width, traditional characters, separators, fillers."""

from __future__ import annotations

import re

_TRADITIONAL = (
    "東东廣广灣湾臺台區区縣县鎮镇鄉乡蘇苏漢汉陽阳陰阴慶庆龍龙寧宁濟济開开門门閘闸閔闵閩闽陝陕陳陈陸陆隴陇雲云電电韶韶順顺須须領领頭头顆颗風风飛飞馬马駐驻"
    "魯鲁鹽盐黃黄點点齊齐龜龟貴贵貢贡賀贺賓宾贛赣趙赵車车軍军輝辉遠远達达遙遥遼辽還还邊边鄰邻醫医錦锦鋼钢錫锡鐘钟鐵铁銅铜銀银銘铭長长關关陵陵隨随際际"
    "雞鸡離离雙双靜静韓韩韋韦項项頤颐顏颜類类飯饭館馆餘余驛驿驗验體体鬥斗魚鱼鮮鲜鳥鸟鳳凤鴻鸿鵬鹏鶴鹤鷹鹰麗丽麥麦麻麻黨党鼎鼎與与興兴舊旧華华萬万葉叶"
    "著着蓋盖蓮莲薊蓟薩萨藍蓝藝艺蘆芦蘭兰處处號号蟲虫衛卫補补裏里裡里複复見见規规親亲觀观記记設设許许訊讯評评詔诏詩诗話话該该誌志語语誠诚課课論论諸诸講讲"
    "謝谢識识議议護护讓让豐丰豬猪貝贝財财貨货販贩責责貿贸費费資资賢贤質质購购賽赛輔辅輪轮輸输轉转農农連连進进運运過过道道選选郵邮鄭郑鄧邓鄒邹鄆郓鄢鄢"
    "釣钓針针鈴铃鋪铺錢钱鎖锁鏡镜閣阁閱阅隊队階阶隱隐難难雜杂霧雾靈灵頂顶頓顿願愿顧顾養养館馆騰腾驢驴髮发鬧闹魏魏鯉鲤鱷鳄鳴鸣鴨鸭鹿鹿"
    "個个倉仓側侧偉伟備备傑杰債债傷伤傾倾僅仅價价儀仪億亿優优兒儿內内兩两冊册凍冻凱凯別别則则剛刚創创劃划劉刘劍剑劑剂動动務务勝胜勞劳勢势勳勋勵励匯汇匱匮"
    "協协單单卻却厙厍厭厌參参吳吴員员問问啟启喬乔單单嘉嘉嘔呕嚴严囑嘱國国圍围園园圓圆圖图團团執执堅坚堯尧報报場场塊块塢坞塘塘塵尘墊垫墳坟墾垦壇坛壓压壘垒"
    "壯壮壹一壽寿夠够夢梦夾夹奪夺奮奋娛娱孫孙學学宮宫寢寝實实審审寫写寬宽寶宝將将專专尋寻對对導导屆届屍尸層层屬属岡冈島岛峽峡崗岗嶺岭嶽岳巖岩鞏巩師师帥帅帳帐帶带"
    "幫帮幣币幹干幾几庫库廈厦廚厨廟庙廠厂廢废廳厅張张強强彈弹彌弥彎弯後后徑径從从復复徵征徹彻恆恒悅悦惠惠愛爱慮虑憲宪應应懷怀戰战戲戏戶户拋抛揚扬換换揮挥損损"
    "搖摇撫抚撥拨擁拥擇择擊击擔担據据擠挤擴扩擺摆攔拦攝摄敗败敵敌數数斷断時时晉晋晝昼暢畅暫暂曆历曉晓會会朧胧東东柵栅桿杆條条棗枣棟栋棧栈業业極极榮荣構构"
    "槍枪樂乐樓楼標标樞枢樣样樸朴樹树橋桥機机橫横檔档檢检櫃柜欄栏權权歐欧歡欢歲岁歷历歸归殘残殺杀殼壳氣气決决沒没沖冲況况泰泰洩泄洶汹浙浙涇泾涼凉淚泪淨净淪沦淵渊"
    "淺浅減减渦涡測测渾浑湊凑湧涌湯汤準准溝沟溫温溼湿滄沧滅灭滬沪滯滞滲渗滿满漁渔漲涨漸渐潁颍潔洁潤润潛潜潭潭潯浔潰溃澤泽澗涧濃浓濕湿濟济濤涛濱滨濰潍濺溅瀋沈瀏浏瀘泸瀝沥瀟潇"
    "瀾澜灑洒灘滩灤滦災灾為为烏乌無无煉炼煙烟煩烦熱热燈灯燒烧營营爐炉爭争爺爷牆墙牽牵犧牺狀状獅狮獎奖獨独獲获獵猎獻献現现瑪玛環环璽玺瓊琼產产畝亩畢毕畫画異异當当"
    "疊叠療疗癒愈發发皺皱盜盗盡尽監监盤盘盧卢眾众睜睁瞭了矯矫碼码確确磚砖磁磁礦矿礬矾礙碍祕秘禍祸禎祯禦御禮礼禱祷稅税種种稱称穀谷穌稣積积穩稳窩窝窮穷竄窜競竞筆笔筍笋節节範范築筑"
    "簡简籃篮籌筹籠笼糧粮紀纪約约紅红納纳紐纽純纯紙纸級级紛纷紡纺細细紹绍終终組组結结絕绝絡络給给統统絲丝經经綏绥維维綱纲網网綠绿綢绸綿绵緊紧線线緣缘編编緩缓縉缙縣县縱纵總总績绩"
    "織织繁繁繞绕繡绣繩绳繼继續续纜缆罷罢羅罗義义習习翹翘聖圣聚聚聞闻聯联聰聪職职聽听肅肃腦脑腳脚腫肿膠胶臨临臺台莊庄莖茎華华蕭萧薌芗蔣蒋蔭荫蕪芜蕩荡藥药藺蔺"
    "蠡蠡蠔蚝裝装製制褲裤襄襄襪袜訂订訓训託托訪访診诊詢询試试誼谊調调請请諒谅諾诺謀谋證证譚谭譯译譽誉變变貓猫負负貧贫貫贯貼贴貸贷買买賣卖賬账賴赖贈赠贊赞贏赢"
    "趕赶趨趋跡迹踐践軌轨軟软軸轴較较載载輕轻輛辆輝辉辦办辭辞遞递遲迟適适遷迁遺遗郟郏鄖郧鄞鄞鄲郸酆酆醬酱釋释釜釜鈞钧鉅巨銳锐銷销鋒锋鋁铝錄录鍋锅鍵键鎬镐鏈链鑫鑫鑽钻閃闪閉闭間间閘闸"
    "闊阔闢辟陣阵陰阴陷陷隕陨隴陇隸隶雖虽雛雏霑沾霽霁韌韧頁页頻频題题額额飄飘飲饮飼饲飾饰館馆饒饶騎骑駕驾駱骆驚惊驪骊髒脏鬆松鬱郁鯨鲸鱗鳞鴿鸽鵝鹅鷗鸥鸚鹦鹼碱麵面黴霉齋斋齒齿龐庞龔龚"
    "凃涂滙汇堃坤峯峰羣群綫线衆众爲为甯宁臯皋嵗岁淸清靑青髙高戸户畵画痺痹菸烟嶗崂嵐岚嶧峄崑昆崙仑嶼屿埡垭塗涂壩坝滎荥濮濮灃沣灣湾濼泺瀆渎鄺邝閬阆鄂鄂虯虬牀床脩修隄堤竝并喫吃"
)
"""Pairs of a traditional (or variant) character and the simplified one, those of place names and addresses."""

_FOLD: dict[int, int | str | None] = {
    ord(old): new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True) if old != new
}
_FOLD |= {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys(map(ord, "\u3000\u00a0\u2007\u202f\t\r\n"), " ")
_FOLD |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\ufe0f"), None)
_SEPARATOR = re.compile(
    "[\\s,，、。;；:：/\\\\|·•・.\\-_—–~～>＞<《》「」『』【】\\[\\]{}()（）“”\"'‘’!！?？*+=^`$@&%…]+"
)
_FILLER = re.compile(
    "(?:省|自治区)直辖(?:县级)?(?:行政区划|行政单位)|省直辖县(?:级)?|(?<=[市 ])市辖区|(?<=市)市辖县|^市辖区"
    "|中华人民共和国|^ ?中国(?=[\u4e00-\u9fff])"
)
"""Words of the division table that only fill a level, and the country."""
_SPACED = re.compile(r"^(?:\S ){5,}")
_JOINED_SPACES = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff](?: |$))")
LONGEST = 400
"""Characters of an address that are read; what follows can't be an address any more."""


def fold_address(address: str) -> str:
    """Return the address with half-width simplified characters; brackets and other separators become one space.

    Words that only fill a level (市辖区, 省直辖县级行政区划) are left out. Never raises.
    """
    text = address[:LONGEST]
    if not text.isascii():
        text = text.translate(_FOLD)
    text = _SEPARATOR.sub(" ", text).strip()
    if "直辖" in text or "市辖" in text or "中" in text[:2]:
        text = _FILLER.sub("", text)
    if " " in text and _SPACED.match(text):
        text = _JOINED_SPACES.sub("", text)
    return text
